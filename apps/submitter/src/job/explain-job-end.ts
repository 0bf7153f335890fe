import type { Job } from '../cloud/jobs-api.ts';
import { BEFORE_IT_RAN } from './endings/before-it-ran.ts';
import { type EndFacts, type Ending, endFactsOf } from './endings/ending.ts';
import { STOPPED, WHILE_IT_RAN } from './endings/while-it-ran.ts';

/** The first that fits explains: a container's status says less than what stands beside it. */
const ENDINGS: readonly Ending[] = [...STOPPED, ...BEFORE_IT_RAN, ...WHILE_IT_RAN];

/** Why a job that did not succeed ended, and what to do. Where nothing is known, the service's own text is shown whole. */
export function explainJobEnd(job: Job): { readonly what: string; readonly hint: string } {
  const facts = endFactsOf(job);
  const ending = endingOf(facts);
  if (ending !== undefined) return { what: ending.what(facts), hint: ending.fix(facts) };
  return {
    what: facts.text || `the job ended as ${job.state} and the service gives no reason`,
    hint: 'its log may say why',
  };
}

export function endingOf(facts: EndFacts): Ending | undefined {
  return ENDINGS.find(({ fits }) => fits(facts));
}
