import type { FlowProof, Proof, ProofId, Report } from '../../../host/types';

/** What a proof is for: that the app works, that the wrong is refused, that it lasts and can be ended. */
export type Purpose = 'works' | 'refuses' | 'lasts';

const PURPOSE: Record<ProofId, Purpose> = {
  known: 'works',
  got_token: 'works',
  who_am_i: 'works',
  read_organization: 'works',
  read_accounts: 'works',
  refreshed: 'lasts',
  refused_used_refresh_token: 'refuses',
  refused_wrong_secret: 'refuses',
  refused_wrong_key: 'refuses',
  refused_expired_assertion: 'refuses',
  refused_unlisted_callback: 'refuses',
  refused_without_pkce: 'refuses',
  revoked: 'lasts',
  refused_revoked_token: 'refuses',
};

export interface Tally {
  purpose: Purpose;
  passed: number;
  total: number;
}

/** The proofs of one flow, counted by what they are for. Purposes without a proof are left out. */
export function tallies(flow: FlowProof): Tally[] {
  const order: Purpose[] = ['works', 'refuses', 'lasts'];
  return order
    .map((purpose) => {
      const proofs = flow.proofs.filter((proof) => PURPOSE[proof.id] === purpose);
      return { purpose, passed: proofs.filter((proof) => proof.outcome === 'passed').length, total: proofs.length };
    })
    .filter((tally) => tally.total > 0);
}

/** Whether this proof holds when Salesforce says no. */
export function mustBeRefused(id: ProofId): boolean {
  return PURPOSE[id] === 'refuses';
}

/** Whether the flow can stay connected, which is said only where it was tried. */
export function staysConnected(flow: FlowProof): boolean {
  return flow.proofs.some((proof) => proof.id === 'refreshed');
}

/** Whether some proof got a token, and each taking back went well. */
export function allTokensTakenBack(report: Report): boolean {
  const revoked = report.flows.flatMap((flow) => flow.proofs).filter((proof) => proof.id === 'revoked');
  return revoked.length > 0 && revoked.every((proof) => proof.outcome === 'passed');
}

export function exchangeCount(report: Report): number {
  return report.flows.flatMap((flow) => flow.proofs).reduce((sum, proof) => sum + proof.exchanges.length, 0);
}

export function timeTaken(proof: Proof): number {
  return proof.exchanges.reduce((sum, exchange) => sum + exchange.milliseconds, 0);
}
