/** What happens at a moment: the actions of a scenario's `at`, one method each. */
import { type DurationText, line, option, text, word } from './line';

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
  fail(dependency: string, options: ShareOption = {}): S {
    return this.scene('fail', word(dependency, 'a dependency'), shareOf(options));
  }

  /** Calls to the dependency take this long. */
  slow(dependency: string, { to }: { readonly to: DurationText }): S {
    return this.scene('slow', word(dependency, 'a dependency'), `to ${word(to, "'to'")}`);
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
  crash(id: string, options: ShareOption = {}): S {
    return this.scene('crash', word(id, 'a function'), shareOf(options));
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
          ? `ahead ${word(skew.ahead, "'ahead'")}`
          : `behind ${word(skew.behind, "'behind'")}`;
    return this.scene('clock', word(id, 'a function'), told);
  }

  /** The alarms whose names have the words are muted for so long; `all alarms` means every one. */
  mute(words: string, options: { readonly for: DurationText }): S {
    return this.scene('mute', text(words, "words of an alarm's name"), `for ${word(options.for, "'for'")}`);
  }

  /** A line in the story. */
  say(told: string): S {
    return this.scene('say', text(told, 'what is said'));
  }

  private scene(...parts: readonly (string | undefined)[]): S {
    return this.add(line('at', word(this.atTime, 'the time of a scene'), ...parts));
  }
}

function shareOf(options: ShareOption): string | undefined {
  return option('for', options.for === undefined ? undefined : word(options.for, "'for'"));
}
