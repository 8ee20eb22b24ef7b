import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { topologyParameter } from '../../core/trace/table';
import { type ObservedService, readTopology } from '../../core/trace/topology';
import type { LogPort } from '../../workflow/ports';
import type { TopologyPort, TopologySinkPort } from '../../workflow/ports/traces';
import { clientOptions } from './client-options';

export interface SsmTopologyOptions {
  readonly hub: string;
  /** Epoch milliseconds, for the cache. @default Date.now */
  readonly now?: () => number;
  /** Hears of a map that cannot be read. @default - nobody does */
  readonly log?: LogPort;
  /** @default - a client with `clientOptions()` */
  readonly client?: SSMClient;
}

/** Services seldom call new ones. */
const CACHE_MS = 5 * 60_000;

/**
 * Which services call which, in one parameter of the hub's name: who analyses traces and who correlates incidents are of
 * different stacks, and neither needs the other to be there.
 */
export class SsmTopology implements TopologyPort, TopologySinkPort {
  private readonly client: SSMClient;
  private readonly name: string;
  private cached?: { readonly untilMs: number; readonly services: readonly ObservedService[] };

  constructor(private readonly options: SsmTopologyOptions) {
    this.client = options.client ?? new SSMClient(clientOptions());
    this.name = topologyParameter(options.hub);
  }

  async load(): Promise<readonly ObservedService[]> {
    const nowMs = (this.options.now ?? Date.now)();
    if (this.cached && nowMs < this.cached.untilMs) return this.cached.services;
    const services = await this.read();
    this.cached = { untilMs: nowMs + CACHE_MS, services };
    return services;
  }

  async save(Value: string): Promise<void> {
    const Description = 'Sightline: which services call which, by their traces';
    const command = new PutParameterCommand({ Name: this.name, Type: 'String', Value, Description, Overwrite: true });
    await this.client.send(command);
  }

  private async read(): Promise<readonly ObservedService[]> {
    try {
      const { Parameter } = await this.client.send(new GetParameterCommand({ Name: this.name }));
      return readTopology(Parameter?.Value ?? '');
    } catch (error) {
      // Most hubs have no analysis of traces.
      if ((error as Error).name !== 'ParameterNotFound') {
        this.options.log?.warn('the map of services is not known', { error: String(error) });
      }
      return this.cached?.services ?? [];
    }
  }
}
