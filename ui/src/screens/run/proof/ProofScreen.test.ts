import { describe, expect, test } from 'vitest';
import * as fixtures from '../run-fixtures';
import { atSeconds, get, open, pass, press, screen, words } from '../run-test-support';
import { readAnswer } from './exchange-text';
import { allTokensTakenBack, mustBeRefused, tallies } from './proof-summary';

atSeconds(80);
const main = () => words(document.querySelector('main'));

async function openProof(...flows: Parameters<typeof fixtures.report>) {
  const host = await open(fixtures.done({ report: fixtures.report(...flows) }));
  await press('see-exchanges');
  return host;
}

test('a row for each proof, with its outcome; the way back leads to ID and secret', async () => {
  await openProof();
  expect(screen()).toBe('proved');
  expect(document.querySelectorAll('[data-outcome]')).toHaveLength(10);
  expect(get('proof-authorization-code-refused-wrong-secret').dataset.outcome).toBe('passed');
  expect(words(get('verdict-authorization-code'))).toBe('Proven with token and call');
  expect(main()).toContain('Every token they got has been taken back.');
  await press('back-to-credentials');
  expect(screen()).toBe('done');
});

test('a proof opens to what went over the wire; a refusal that had to be one is not red', async () => {
  await openProof();
  const row = get('proof-authorization-code-refused-wrong-secret');
  expect(row.getAttribute('aria-expanded')).toBe('false');
  await press('proof-authorization-code-refused-wrong-secret');
  expect(row.getAttribute('aria-expanded')).toBe('true');
  const detail = document.getElementById(row.getAttribute('aria-controls') ?? '');
  expect(detail?.hidden).toBe(false);
  expect(words(detail)).toContain('POST /services/oauth2/token');
  expect(words(detail)).toContain('client_secret••••••');
  expect(words(detail)).toContain('errorinvalid_client');
  expect(detail?.querySelector('.bad')).toBeNull();
});

test('only a dry check says why no more', async () => {
  await openProof(fixtures.dryCheckOnly);
  expect(words(get('verdict-client-credentials'))).toBe('Dry check only');
  expect(main()).toContain('Dry check only, because the secret is not here');
});

test('not proven shows the problem, Salesforce’s words, and proves again', async () => {
  const host = await openProof(fixtures.notProven);
  host.on('prove_again', () => new Promise((resolve) => setTimeout(() => resolve(fixtures.running()), 100)));
  expect(get('proof-client-credentials-got-token').dataset.outcome).toBe('failed');
  expect(main()).toContain('invalid_grant: no client credentials user enabled');
  await press('prove-again');
  expect(get('prove-again').getAttribute('aria-busy')).toBe('true');
  await pass(1);
  expect(host.asked('prove_again')).toEqual([{ id: fixtures.RUN_ID }]);
  expect(screen()).toBe('create');
});

describe('counting', () => {
  test('by what a proof is for', () => {
    expect(tallies(fixtures.proven)).toEqual([
      { purpose: 'works', passed: 3, total: 3 },
      { purpose: 'refuses', passed: 5, total: 5 },
      { purpose: 'lasts', passed: 2, total: 2 },
    ]);
    expect(tallies(fixtures.notProven)).toEqual([{ purpose: 'works', passed: 0, total: 1 }]);
    expect(mustBeRefused('refused_without_pkce')).toBe(true);
  });

  test('tokens count as taken back only where that was tried and went well', () => {
    expect(allTokensTakenBack(fixtures.report())).toBe(true);
    expect(allTokensTakenBack(fixtures.report(fixtures.dryCheckOnly))).toBe(false);
  });
});

describe('an answer', () => {
  test('that is a flat object becomes rows', () => {
    expect(readAnswer('{"error":"invalid_grant","expires":null}')).toEqual({
      pairs: [
        ['error', 'invalid_grant'],
        ['expires', 'null'],
      ],
    });
  });
  test('that is deeper is indented', () => {
    expect(readAnswer('[{"a":1}]')).toEqual({ text: '[\n  {\n    "a": 1\n  }\n]' });
  });
  test('that is no JSON stays as it is', () => {
    expect(readAnswer('<html>')).toEqual({ text: '<html>' });
  });
});
