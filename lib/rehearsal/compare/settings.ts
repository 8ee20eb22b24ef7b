/** What differs between the settings of two sides. */
import type { SettingChange } from '../../view/comparison/model';

/** Settings by name, in the order they are shown. */
export type Settings = Readonly<Record<string, string>>;

export function changedSettings(before: Settings, after: Settings): SettingChange[] {
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  return names
    .filter((name) => before[name] !== after[name])
    .map((setting) => ({ setting, before: before[setting], after: after[setting] }));
}

/** A property as a setting: text as it is, everything else as JSON. */
export function settingText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
