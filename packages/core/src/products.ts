/**
 * Which products of three and of four variables moments sum up. Variables 0 to p − 1 are the features, p is the target,
 * which stands in a product twice at most: more of it no robust standard error asks for.
 */
export interface Products {
  readonly third: readonly (readonly [number, number, number])[];
  readonly fourth: readonly (readonly [number, number, number, number])[];
  /** The place in `third` of three variables, given in any order. */
  placeOfThird(a: number, b: number, c: number): number;
  placeOfFourth(a: number, b: number, c: number, d: number): number;
}

const known = new Map<number, Products>();

/** The products of p features and a target, each with its variables in ascending order, the products in lexicographic order. */
export function productsOf(features: number): Products {
  const found = known.get(features) ?? makeProducts(features);
  known.set(features, found);
  return found;
}

function makeProducts(features: number): Products {
  const size = features + 1;
  const tuples = (length: number): number[][] =>
    length === 0
      ? [[]]
      : tuples(length - 1).flatMap((head) =>
          Array.from({ length: size }, (_, variable) => [...head, variable]).filter(
            (tuple) =>
              (tuple.at(-2) ?? 0) <= tuple.at(-1)! && tuple.filter((variable) => variable === features).length <= 2,
          ),
        );
  const third = tuples(3) as [number, number, number][];
  const fourth = tuples(4) as [number, number, number, number][];
  const keyOf = (variables: readonly number[]) => variables.reduce((key, variable) => key * size + variable, 0);
  // A table of all orders of the variables: mergers look up ten places a product.
  const placesOf = (products: readonly (readonly number[])[]) => {
    const places = new Int32Array(size ** (products[0]?.length ?? 0)).fill(-1);
    for (const [place, product] of products.entries())
      for (const order of ordersOf(product)) places[keyOf(order)] = place;
    return places;
  };
  const [thirds, fourths] = [placesOf(third), placesOf(fourth)];
  return {
    third,
    fourth,
    placeOfThird: (a, b, c) => thirds[(a * size + b) * size + c]!,
    placeOfFourth: (a, b, c, d) => fourths[((a * size + b) * size + c) * size + d]!,
  };
}

function ordersOf(values: readonly number[]): readonly (readonly number[])[] {
  if (values.length < 2) return [values];
  return values.flatMap((value, i) => ordersOf(values.toSpliced(i, 1)).map((others) => [value, ...others]));
}
