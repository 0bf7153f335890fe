import { rpcApiError } from '../http/api-error.ts';
import { type Comparison, compareBy, containsWord } from './comparison.ts';
import { type Token, tokensOf } from './filter-tokens.ts';

/**
 * Whether a resource passes a filter; `read` gives the value at a path such as `labels.app`, absent ones as `undefined`,
 * and the whole resource at `*`.
 */
export type Filter = (read: (path: string) => unknown) => boolean;

const MOST_CHARACTERS = 20_000;
const DEEPEST = 200;

/**
 * A filter as Google's list methods take it (AIP-160, as far as jobs and log entries use it): comparisons, AND, OR, NOT,
 * `-`, parentheses; terms side by side are joined by AND, and OR binds closer than AND. With `hasBareWords`, as Cloud
 * Logging has it, a word or a text alone looks for it everywhere. Throws 400 for one that makes no sense.
 */
export function parseFilter(text: string, hasBareWords = false): Filter {
  if (text.length > MOST_CHARACTERS) throw invalid(text, `it is longer than ${MOST_CHARACTERS} characters`);
  const tokens = tokensOf(text, (what) => invalid(text, what));
  if (tokens.length === 0) return () => true;
  return new Parser(text, tokens, hasBareWords).whole();
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #hasBareWords: boolean;
  #at = 0;
  #depth = 0;

  constructor(text: string, tokens: readonly Token[], hasBareWords: boolean) {
    this.#text = text;
    this.#tokens = tokens;
    this.#hasBareWords = hasBareWords;
  }

  whole(): Filter {
    const filter = this.#expression();
    if (this.#at < this.#tokens.length) throw invalid(this.#text, `not understood from ${this.#peek()?.text} on`);
    return filter;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #isWord(word: string): boolean {
    return this.#peek()?.kind === 'word' && this.#peek()?.text === word;
  }

  #expression(): Filter {
    const terms = [this.#disjunction()];
    while (this.#peek() !== undefined && !(this.#peek()?.kind === 'mark' && this.#peek()?.text === ')')) {
      if (this.#isWord('AND')) this.#at += 1;
      terms.push(this.#disjunction());
    }
    return (read) => terms.every((term) => term(read));
  }

  #disjunction(): Filter {
    const terms = [this.#term()];
    while (this.#isWord('OR')) {
      this.#at += 1;
      terms.push(this.#term());
    }
    return (read) => terms.some((term) => term(read));
  }

  #term(): Filter {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw invalid(this.#text, 'it is nested too deep');
    const filter = this.#isWord('NOT') ? this.#negation() : this.#positive();
    this.#depth -= 1;
    return filter;
  }

  #negation(): Filter {
    this.#at += 1;
    const inner = this.#term();
    return (read) => !inner(read);
  }

  #positive(): Filter {
    const token = this.#tokens[this.#at++];
    if (token?.kind === 'mark' && token.text === '(') {
      const inner = this.#expression();
      if (this.#tokens[this.#at++]?.text !== ')') throw invalid(this.#text, 'a parenthesis is not closed');
      return inner;
    }
    if (token === undefined || token.kind === 'mark' || token.kind === 'operator') {
      throw invalid(this.#text, 'a field is missing');
    }
    const operator = this.#peek();
    if (operator?.kind !== 'operator') {
      const isOperand = token.kind === 'word' && ['AND', 'OR', 'NOT'].includes(token.text);
      if (this.#hasBareWords && !isOperand) return (read) => containsWord(read('*'), token.text);
      throw invalid(this.#text, `a comparison is missing after ${token.text}`);
    }
    const value = this.#tokens[this.#at + 1];
    this.#at += 2;
    if (value === undefined || value.kind === 'mark' || value.kind === 'operator') {
      throw invalid(this.#text, `a value is missing after ${token.text}${operator.text}`);
    }
    const passes = compareBy(operator.text as Comparison, token.text, value.text, (what) => invalid(this.#text, what));
    return (read) => passes(read(token.text));
  }
}

function invalid(filter: string, what: string): Error {
  return rpcApiError(400, 'INVALID_ARGUMENT', `Invalid filter: ${what}. Filter: ${filter.slice(0, 500)}`);
}
