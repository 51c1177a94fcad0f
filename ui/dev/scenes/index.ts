// Each screen in each of its states, by name.
import { orgs } from './orgs';
import { running } from './runs';
import type { Scenes } from './scene';
import { steps } from './steps';

export const scenes: Scenes = { ...orgs, ...steps, ...running };
