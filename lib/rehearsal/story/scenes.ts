/** What happens at a moment: the actions of a scenario's `at`, one method each. */
import { type DurationText, duration, line, option, options, text, word } from './line';

/** How much of the traffic something happens to. */
export interface ShareOption {
  /** Of so many calls or invocations, such as `20%`. @default - of all */
  readonly for?: string;
}

/** Each method adds one scene and answers the story. */
export class Scenes<S> {
  /** @internal */
  constructor(
    private readonly atTime: DurationText,
    private readonly add: (statement: string) => S,
  ) {}

  /** Calls to the dependency throw an error. */
  fail(dependency: string, share: ShareOption = {}): S {
    return this.scene('fail', word(dependency, 'a dependency'), shareOf(share));
  }

  /** Calls to the dependency take this long. */
  slow(dependency: string, latency: { readonly to: DurationText }): S {
    const { to } = options(latency, "{ to: '3s' }");
    return this.scene('slow', word(dependency, 'a dependency'), `to ${duration(to, "'to'")}`);
  }

  /** The dependency neither fails nor is slow any more. */
  recover(dependency: string): S {
    return this.scene('recover', word(dependency, 'a dependency'));
  }

  /** Every message in the dead-letter queue goes back to where it came from. */
  redrive(queue: string): S {
    return this.scene('redrive', word(queue, 'a queue'));
  }

  /** CloudFormation reports a finished update of the stack. */
  deploy(stack: string): S {
    return this.scene('deploy', word(stack, 'a stack'));
  }

  /** The function crashes on each invocation. */
  crash(id: string, share: ShareOption = {}): S {
    return this.scene('crash', word(id, 'a function'), shareOf(share));
  }

  /** The function no longer crashes. */
  heal(id: string): S {
    return this.scene('heal', word(id, 'a function'));
  }

  /** The function's clock jumps. */
  clock(id: string, skew: { readonly ahead: DurationText } | { readonly behind: DurationText } | 'right'): S {
    const told =
      skew === 'right'
        ? 'right'
        : 'ahead' in skew
          ? `ahead ${duration(skew.ahead, "'ahead'")}`
          : `behind ${duration(skew.behind, "'behind'")}`;
    return this.scene('clock', word(id, 'a function'), told);
  }

  /** The alarms whose names have the words are muted for so long; `all alarms` means every one. */
  mute(words: string, length: { readonly for: DurationText }): S {
    const { for: time } = options(length, "{ for: '1h' }");
    return this.scene('mute', text(words, "words of an alarm's name"), `for ${duration(time, "'for'")}`);
  }

  /** Somebody acknowledges every incident that is open. */
  acknowledge(by: { readonly by: string }): S {
    return this.scene('acknowledge', personOf(by));
  }

  /** Somebody resolves every incident that is open; while an alarm is in ALARM only by force. */
  resolve(how: { readonly by: string; readonly force?: boolean }): S {
    return this.scene('resolve', personOf(how), how.force ? 'force' : undefined);
  }

  /** Somebody adds a note to every incident that is open. */
  note(noted: string, by: { readonly by: string }): S {
    return this.scene('note', personOf(by), text(noted, 'what is noted'));
  }

  /**
   * Somebody tells everybody who was told of them how every open incident stands, and the audience, if one is named.
   */
  update(told: string, by: { readonly by: string; readonly audience?: 'stakeholders' | 'customers' }): S {
    const { by: name, audience } = options(by, "{ by: 'alice' }");
    const others = audience === undefined ? undefined : word(audience, "'audience'", 'stakeholders or customers');
    return this.scene('update', others, personOf({ by: name }), text(told, 'what is told'));
  }

  /** Somebody approves the run of a runbook that may do harm, in every incident that is open. */
  approve(runbook: string, by: { readonly by: string }): S {
    return this.scene('approve', word(runbook, 'a runbook'), personOf(by));
  }

  /** Somebody asks for a run of a runbook, in every incident that is open, also where nothing proposed it. */
  run(runbook: string, by: { readonly by: string }): S {
    return this.scene('run', word(runbook, 'a runbook'), personOf(by));
  }

  /** A line in the story. */
  say(told: string): S {
    return this.scene('say', text(told, 'what is said'));
  }

  private scene(...parts: readonly (string | undefined)[]): S {
    return this.add(line('at', duration(this.atTime, 'the time of a scene'), ...parts));
  }
}

function personOf(given: { readonly by: string }): string {
  const { by } = options(given, "{ by: 'alice' }");
  return `by ${word(by, "'by'", 'a name such as alice')}`;
}

function shareOf(given: ShareOption): string | undefined {
  const { for: share } = options(given, "{ for: '20%' }");
  return option('for', share === undefined ? undefined : word(share, "'for'", 'a percentage such as 20%'));
}
