import type { CatalogEntry } from './entry';
import { graph, metricsOf } from './parts';

/**
 * Fluent Bit, by its own counters where log metric filters publish them to your namespace under these names. Drawn only:
 * counters grow for as long as the process lives, so a threshold on one would fire some day and never clear.
 * @see https://docs.fluentbit.io/manual/administration/monitoring
 */
export const FLUENT_BIT: CatalogEntry<object> = {
  type: 'Sightline::FluentBit',
  title: 'Fluent Bit',
  family: 'infrastructure',
  sample: { dimensions: { default: {} }, facts: {} },
  metrics: metricsOf('sightline', {
    input: ['fluentbit_input_records_total', 'None'],
    output: ['fluentbit_output_proc_records_total', 'None'],
    errors: ['fluentbit_output_errors_total', 'None'],
    dropped: ['fluentbit_output_dropped_records_total', 'None'],
    retries: ['fluentbit_output_retries_total', 'None'],
    retriesFailed: ['fluentbit_output_retries_failed_total', 'None'],
    chunks: ['total_chunks', 'None'],
    chunksInMemory: ['mem_chunks', 'None'],
  }),
  graphs: [
    graph('Records since start', [
      ['input', 'Maximum', 'In'],
      ['output', 'Maximum', 'Out'],
    ]),
    graph('Output errors since start', [
      ['errors', 'Maximum', 'Errors'],
      ['dropped', 'Maximum', 'Dropped records'],
      ['retries', 'Maximum', 'Retries'],
      ['retriesFailed', 'Maximum', 'Retries given up'],
    ]),
    graph('Chunks', [
      ['chunks', 'Maximum', 'All'],
      ['chunksInMemory', 'Maximum', 'In memory'],
    ]),
  ],
  alarms: [],
};
