import { type CaseKind, type Cells, isCells } from './case-kind';
import { KINDS } from './kinds';

/** A list of cases of one kind in a vector file. */
export interface CaseList {
  /** Where it is in the file, such as `percentileLowSample.cases`. */
  readonly path: string;
  readonly kind: CaseKind;
  readonly cases: readonly unknown[];
}

export interface CaseLists {
  readonly known: readonly CaseList[];
  /** Paths of lists of objects (or lists) that hold no known kind of case. */
  readonly unknown: readonly string[];
}

/**
 * The lists of cases of a file, recognized by the cells of their members alone. A list counts if one member fits a kind:
 * its other members are then cases too, and fail if they lack what the kind needs. Without a known list, the file is no
 * vector file.
 */
export function findCaseLists(file: Cells): CaseLists {
  const lists = [...listsOf(file, '')].map((list) => ({ ...list, kind: kindOf(list.cases, file) }));
  return {
    known: lists.filter((list): list is CaseList => list.kind !== undefined),
    unknown: lists.filter(({ kind }) => kind === undefined).map(({ path }) => path),
  };
}

function kindOf(cases: readonly unknown[], file: Cells): CaseKind | undefined {
  return KINDS.find((kind) => cases.some((vector) => isCells(vector) && kind.fits(vector, file)));
}

/** Not the lists inside of lists: those belong to a case. */
function* listsOf(cells: Cells, prefix: string): Generator<{ path: string; cases: readonly unknown[] }> {
  for (const [name, value] of Object.entries(cells)) {
    const path = prefix + name;
    if (isCells(value)) yield* listsOf(value, `${path}.`);
    else if (Array.isArray(value) && value.some((member) => typeof member === 'object' && member !== null)) {
      yield { path, cases: value };
    }
  }
}
