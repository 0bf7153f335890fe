/** The matrix work, by mathjs. Named here, in one place, so that a bundle takes in these functions and no others. */
export { inv as inverse, lusolve } from 'mathjs';
