import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CustomWidget, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Row } from '../../core/dashboard/body';
import {
  CUSTOM_WIDGETS,
  type CustomWidgetName,
  type CustomWidgetParams,
  customWidgetRows,
  WIDGET_TITLES,
} from '../../core/dashboard/custom-widget';
import type { ShownCost } from '../../core/price/shown-cost';
import { checkKeys, checkOneOf, demand, type Keys, shown } from '../check';
import type { HealthScores } from '../health/health-scores';
import type { IncidentResponse } from '../incident/incident-response';
import type { IEvaluatedObjectives } from '../incident/postmortems';
import { markSelfWatching } from '../monitor/scope';
import { Observability } from '../observability';
import type { TraceAnalysis } from '../trace/trace-analysis';
import { RenderFunction } from './render-function';

/** Where the widgets are shown and what they know. A widget appears only where its source is given. */
export interface CustomWidgetsProps {
  /**
   * Unique in the account and Region: 1 to 32 letters, digits, `_`, `-`. The function is called `<name>-widgets`.
   * @default 'sightline'
   */
  readonly name?: string;
  /** Whose dashboards get the widgets, each about its own service. @default - none: the hub's alone, and where `widget()` is put */
  readonly services?: readonly Observability[];
  /**
   * Hub whose open incidents and on-call schedules are shown, also on its own dashboard.
   * @default - neither is known
   */
  readonly incidents?: IncidentResponse;
  /** Evaluation whose error budgets are shown: a `SloEvaluation`. @default - none are known */
  readonly evaluation?: IEvaluatedObjectives;
  /** Whose map of services is shown. @default - there is no map */
  readonly analysis?: TraceAnalysis;
  /** Whose scores stand beside the map. @default - health is not known */
  readonly scores?: HealthScores;
  /** Those of the list alone, where what they show is known. @default - all that something is known for */
  readonly widgets?: readonly CustomWidgetName[];
  /** How long the log of the function is kept. @default RetentionDays.ONE_MONTH */
  readonly logRetention?: RetentionDays;
  /** What becomes of the log when the stack goes. @default RemovalPolicy.DESTROY */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Shows on dashboards what metrics cannot tell: open incidents, error budgets burning down, a map of services with their
 * health, who is on call, what monitoring costs. One function reads all of it, and may change nothing.
 *
 * Who looks at them needs `lambda:InvokeFunction` on the function: `grantView` gives it.
 *
 * ```ts
 * new CustomWidgets(this, 'Widgets', { services: [observability], incidents, evaluation, analysis, scores });
 * ```
 */
export class CustomWidgets extends Construct {
  readonly function: IFunction;
  /** Those that something is known for. */
  readonly widgets: readonly CustomWidgetName[];
  /**
   * ARN of the function, by its name: with a reference, the stacks of dashboards would need this one, which needs the
   * stacks of the tables it reads, often the same ones.
   */
  private readonly endpoint: string;

  constructor(scope: Construct, id: string, props: CustomWidgetsProps = {}) {
    super(scope, id);
    // What fails is a picture, which says so to whoever looks at it.
    markSelfWatching(this);
    const where = `CustomWidgets '${this.node.path}'`;
    checkProps(where, props);
    const { name = 'sightline', services = [], incidents, evaluation, analysis, scores } = props;
    const { widgets = CUSTOM_WIDGETS } = props;
    const known: Readonly<Record<CustomWidgetName, boolean>> = {
      incidents: incidents !== undefined,
      'error-budgets': evaluation !== undefined,
      'service-map': analysis !== undefined || scores !== undefined,
      'on-call': incidents !== undefined,
      cost: true,
    };
    this.widgets = CUSTOM_WIDGETS.filter((widget) => known[widget] && widgets.includes(widget));
    const functionName = `${name}-widgets`;
    this.endpoint = Stack.of(this).formatArn({
      ...{ service: 'lambda', resource: 'function', resourceName: functionName },
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.function = new RenderFunction(this, 'RenderWidget', {
      ...{ functionName, incidents, evaluation, analysis, scores },
      logRetention: props.logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.DESTROY,
    }).function;
    for (const service of services) service._showWidgets(this);
    incidents?._showWidgets(this.rowsOf(this.params()));
  }

  /** For dashboards and rows of your own. @param about only what is of this service; left out: of all */
  widget(name: CustomWidgetName, about: { readonly service?: string; readonly environment?: string } = {}): IWidget {
    const where = `CustomWidgets '${this.node.path}'`;
    checkOneOf(where, 'widget', name, CUSTOM_WIDGETS);
    checkKeys(`${where} ${name}`, about, { service: true, environment: true });
    const params: CustomWidgetParams = { widget: name, ...about };
    const options = { width: 12, height: 7, updateOnTimeRangeChange: false };
    return new CustomWidget({ title: WIDGET_TITLES[name], functionArn: this.endpoint, params, ...options });
  }

  /** Lets somebody see the widgets. */
  grantView(grantee: IGrantable): Grant {
    const resourceArns = [this.function.functionArn];
    return Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns });
  }

  /**
   * For the dashboard of a service.
   * @internal
   */
  _rowsOf(service: string, environment: string, cost: ShownCost): Row[] {
    return this.rowsOf(this.params({ service, environment }, cost));
  }

  private params(about: Omit<CustomWidgetParams, 'widget'> = {}, cost?: ShownCost): CustomWidgetParams[] {
    return this.widgets.flatMap((widget): CustomWidgetParams[] => {
      if (widget === 'cost') return cost ? [{ widget, cost }] : [];
      return [widget === 'on-call' ? { widget } : { widget, ...about }];
    });
  }

  private rowsOf(widgets: readonly CustomWidgetParams[]): Row[] {
    return customWidgetRows({ endpoint: this.endpoint, widgets });
  }
}

const NAME = /^[A-Za-z0-9_-]{1,32}$/;
const KEYS: Keys<CustomWidgetsProps> = {
  name: true,
  services: true,
  incidents: true,
  evaluation: true,
  analysis: true,
  scores: true,
  widgets: true,
  logRetention: true,
  removalPolicy: true,
};

function checkProps(where: string, props: CustomWidgetsProps): void {
  checkKeys(where, props, KEYS);
  const { name = 'sightline', services = [], incidents, evaluation, analysis, scores, widgets = [] } = props;
  const named = typeof name === 'string' && NAME.test(name);
  demand(where, named, `'name' must be 1 to 32 letters, digits, '_', '-', got ${shown(name)}`);
  demand(where, Array.isArray(services), `'services' must be a list of Observability, got ${shown(services)}`);
  for (const one of services) {
    demand(where, one instanceof Observability, `'services' has ${shown(one)}, which is no Observability`);
  }
  const twin = services.find((one, index) => services.indexOf(one) !== index);
  demand(where, twin === undefined, `'services' has '${twin?.node.path}' twice; keep one of them`);
  const hasTable = (one: object | undefined) => one === undefined || (typeof one === 'object' && 'table' in one);
  demand(where, hasTable(incidents), "'incidents' must be an IncidentResponse of this app, with its table");
  demand(where, hasTable(evaluation), "'evaluation' must be a SloEvaluation of this app, with its table");
  demand(where, hasTable(analysis), "'analysis' must be a TraceAnalysis of this app, with its table");
  const scored = scores === undefined || typeof scores?.scoringName === 'string';
  demand(where, scored, `'scores' must be HealthScores, got ${shown(scores)}`);
  demand(where, Array.isArray(widgets), `'widgets' must be a list of ${CUSTOM_WIDGETS.join(', ')}`);
  for (const name of widgets) checkOneOf(where, 'widgets', name, CUSTOM_WIDGETS);
}
