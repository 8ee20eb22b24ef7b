import type { StateReader, StateWriter } from './state-bytes';

/** Points on the far side of everything known, in a row, that make a new level: a day of five minutes. */
const LASTING_POINTS = 288;
/** The same after a deploy, which explains a new level. */
const DEPLOY_POINTS = 36;
/** After a deploy also a mean residual of as many usual deviations is a new level. */
const DEPLOY_DEVIATIONS = 3;

export type Limits = readonly [low: number, high: number];

/** What was usual when the watch began. */
export interface UsualLevel {
  readonly values: Limits;
  readonly residuals: Limits;
  /** The usual size of a seasonal residual. */
  readonly deviation: number;
}

/** What is usual from now on. */
export interface NewLevel {
  /** How far the level has moved from what the season says. */
  readonly movedBy: number;
  /** The old limits moved along, and what was seen under watch. */
  readonly values: Limits;
  readonly residuals: Limits;
}

const EMPTY: Limits = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** Tells a new level, to which a detector has to get used, from an anomaly, which passes. */
export class LevelWatch {
  private kind: 'none' | 'anomaly' | 'deploy' = 'none';
  private usual: UsualLevel = { values: EMPTY, residuals: EMPTY, deviation: 0 };
  private values = EMPTY;
  private residuals = EMPTY;
  private sum = 0;
  private points = 0;
  private outside = 0;

  /** From the first point of an anomaly. A deploy under watch goes on. */
  anomalyBegins(usual: UsualLevel): void {
    if (this.kind !== 'deploy') this.begin('anomaly', usual);
  }

  /** From the first point after a deploy. */
  deployHappened(usual: UsualLevel): void {
    this.begin('deploy', usual);
  }

  /** The new level, at the point that makes it certain. */
  newLevel(value: number, residual: number): NewLevel | undefined {
    if (this.kind === 'none') return undefined;
    const [low, high] = this.usual.values;
    const isOutside = value < low || value > high;
    this.points += 1;
    this.outside += isOutside ? 1 : 0;
    this.sum += residual;
    this.values = including(this.values, value);
    this.residuals = including(this.residuals, residual);
    const isNew = this.kind === 'deploy' ? this.afterDeploy() : this.lasting(isOutside);
    if (isNew === undefined) return undefined;
    this.kind = 'none';
    return isNew ? this.level() : undefined;
  }

  private begin(kind: 'anomaly' | 'deploy', usual: UsualLevel): void {
    this.kind = kind;
    this.usual = usual;
    this.values = EMPTY;
    this.residuals = EMPTY;
    this.sum = 0;
    this.points = 0;
    this.outside = 0;
  }

  /** Undefined while it is open. */
  private lasting(isOutside: boolean): boolean | undefined {
    if (!isOutside) return false;
    return this.outside >= LASTING_POINTS ? true : undefined;
  }

  private afterDeploy(): boolean | undefined {
    if (this.points < DEPLOY_POINTS) return undefined;
    const meanResidual = Math.abs(this.sum) / this.points;
    return this.outside > this.points / 2 || meanResidual > DEPLOY_DEVIATIONS * this.usual.deviation;
  }

  private level(): NewLevel {
    const movedBy = this.sum / this.points;
    return {
      movedBy,
      values: union(moved(this.usual.values, movedBy), this.values),
      residuals: union(this.usual.residuals, moved(this.residuals, -movedBy)),
    };
  }

  write(to: StateWriter): void {
    to.count(KINDS.indexOf(this.kind));
    if (this.kind === 'none') return;
    to.numbers([...this.usual.values, ...this.usual.residuals, this.usual.deviation]);
    to.numbers([...this.values, ...this.residuals, this.sum]);
    to.count(this.points);
    to.count(this.outside);
  }

  read(from: StateReader): void {
    this.kind = KINDS[from.count(2)] as (typeof KINDS)[number];
    if (this.kind === 'none') return;
    const limits = (): Limits => from.numbers(2) as [number, number];
    this.usual = { values: limits(), residuals: limits(), deviation: from.numbers(1)[0] as number };
    this.values = limits();
    this.residuals = limits();
    this.sum = from.numbers(1)[0] as number;
    this.points = from.count();
    this.outside = from.count();
  }
}

const KINDS = ['none', 'anomaly', 'deploy'] as const;

function including([low, high]: Limits, value: number): Limits {
  return [Math.min(low, value), Math.max(high, value)];
}

function union([lowA, highA]: Limits, [lowB, highB]: Limits): Limits {
  return [Math.min(lowA, lowB), Math.max(highA, highB)];
}

function moved([low, high]: Limits, by: number): Limits {
  return [low + by, high + by];
}
