import { RECENT_POINTS } from './recent-points';
import type { StateReader, StateWriter } from './state-bytes';

/** Quiet points that end an anomaly. */
const QUIET_POINTS = RECENT_POINTS;
/** An anomaly that gets as many times worse is news again. */
const ESCALATION = 4;
/** Points from which nothing is raised: 15 hours of five minutes. Every first rise of a first day breaks records. */
const LEARNING_POINTS = 180;

/** Makes one alarm of the many points of an anomaly. */
export class Episode {
  private quietFor = QUIET_POINTS + 1;
  private learned = 0;
  /** The score of the last alarm. */
  private alarmed = 0;

  /** Whether an anomaly is under way, or has been within the last points. */
  get isOngoing(): boolean {
    return this.quietFor <= QUIET_POINTS;
  }

  /** Whether the last point was one of the first, which are only learned from. */
  get isLearning(): boolean {
    return this.learned < LEARNING_POINTS;
  }

  /** Whether this point begins an anomaly, or makes the one under way far worse. */
  begins(score: number, threshold: number): boolean {
    if (this.isLearning) {
      this.learned += 1;
      return false;
    }
    if (score < threshold) {
      if (this.quietFor <= QUIET_POINTS) this.quietFor += 1;
      return false;
    }
    const begins = this.quietFor >= QUIET_POINTS || score >= ESCALATION * this.alarmed;
    this.quietFor = 0;
    if (begins) this.alarmed = score;
    return begins;
  }

  write(to: StateWriter): void {
    to.count(this.quietFor);
    to.count(this.learned);
    to.numbers([this.alarmed]);
  }

  read(from: StateReader): void {
    this.quietFor = from.count(QUIET_POINTS + 1);
    this.learned = from.count(LEARNING_POINTS);
    this.alarmed = from.numbers(1)[0] as number;
  }
}
