/** The dashboards of templates, as far as they can be told before a deploy. */
import type { Resource, Templates } from './templates';

const DASHBOARD = 'AWS::CloudWatch::Dashboard';

export interface DashboardBody {
  readonly board: Resource;
  readonly name: string;
  readonly body: unknown;
}

/**
 * Those whose name and body can be resolved.
 * @param notRead gets the path of each other, and why. @default - nobody is told
 */
export function dashboardBodies(templates: Templates, notRead?: Map<string, string>): DashboardBody[] {
  const refuse = (path: string, reason: string) => void notRead?.set(path, `dashboard: ${reason}`);
  for (const { type, path, reason } of templates.undecided) if (type === DASHBOARD) refuse(path, reason);
  return templates.ofType(DASHBOARD).flatMap((board) => {
    try {
      return [{ board, name: board.name, body: board.properties.DashboardBody }];
    } catch (error) {
      refuse(board.path, (error as Error).message);
      return [];
    }
  });
}
