/** What the emulated tests leave out, replace or do not try: the lists that they run by. */
import { nameOf } from '../../test/emulated/left-out-report';
import { NOT_ON_MINISTACK, STAND_INS } from '../../test/emulated/not-on-ministack';
import { NOT_ON_MOTO } from '../../test/emulated/not-on-moto';
import { table } from './table';

export function leftOutTable(): string {
  return table(
    ['left out of the templates', 'because'],
    NOT_ON_MINISTACK.map((entry) => [`\`${nameOf(entry)}\``, entry.reason]),
  );
}

export function standInTable(): string {
  return table(
    ['MiniStack', 'what the tests do'],
    STAND_INS.map(({ what, instead }) => [what, instead]),
  );
}

export function notOnMotoTable(): string {
  return table(
    ['call', 'moto', 'instead'],
    NOT_ON_MOTO.map(({ call, reason, instead }) => [`\`${call}\``, reason, instead]),
  );
}
