// Somebody tries to log in with a password, without a browser.
import jsforce from 'jsforce';
import { hear, refusal, tell } from '../talk.mjs';

const { url, username, password } = await hear();
const logIn = (version) => refusal(() => new jsforce.Connection({ loginUrl: url, version }).login(username, password));
tell([await logIn('64.0'), await logIn('65.0')]);
