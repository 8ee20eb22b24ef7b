import {
  ABOVE,
  AT_LEAST,
  BELOW,
  graph,
  metricsOf,
  PAGE,
  THREE_OF_FIVE_MINUTES,
  TICKET,
  window,
} from '../catalog/parts';
import type { Pack } from './pack';
import { HANDLER_MEANING, HANDLER_METRICS, packEntry, REQUESTS_WITHOUT_FAULT, shareOf, within } from './parts';

const HOUR = window(3_600, 1, 1);
const QUIET = { treatMissingData: 'notBreaching' } as const;

/** A model that answers requests: whether it answers, how fast, and whether the answers are still worth something. */
export const ML_INFERENCE: Pack = {
  id: 'ml-inference',
  title: 'ML inference',
  purpose: 'For teams that serve a model: its availability and latency, its accuracy, its drift, its training.',
  entry: packEntry('ML inference', {
    metrics: {
      ...HANDLER_METRICS,
      ...metricsOf('sightline', {
        accurate: ['AccuracyWithinBaseline', 'Count'],
        drift: ['DriftRate', 'Percent'],
        trainings: ['TrainingSucceeded', 'Count'],
        dataQuality: ['DataQualityScore', 'Percent'],
        importanceShift: ['FeatureImportanceShift', 'Percent'],
        confidence: ['PredictionConfidence', 'Percent'],
      }),
    },
    graphs: [
      graph('Predictions', [
        ['confidence', 'p50', 'Confidence p50'],
        ['confidence', 'p10', 'Confidence p10'],
      ]),
      graph('Accuracy', [['accurate', 'Average', 'Share of evaluations within the baseline']]),
      graph('Drift', [
        ['drift', 'Average', 'Drifted features'],
        ['importanceShift', 'Maximum', 'Shift of importance'],
      ]),
      graph(
        'Training',
        [['trainings', 'Average', 'Share that succeeded']],
        [['dataQuality', 'Minimum', 'Data quality']],
      ),
    ],
    alarms: [
      {
        id: 'Drift',
        metric: 'drift',
        statistic: 'Average',
        comparison: ABOVE,
        threshold: 10,
        ...HOUR,
        ...QUIET,
        ...TICKET,
        summary: 'More than {threshold} of the features of {resource} have drifted.',
        reason:
          'A feature or two drift with the season; a tenth at once is a change of the world or of the pipeline. An hour of ' +
          'requests is what a comparison needs.',
        runbook: [
          'See which features drifted, and since when: one source, or all of them?',
          'If it began with a deploy of the pipeline, roll that back; else plan a training on newer data.',
        ],
      },
      {
        id: 'TrainingFailed',
        metric: 'trainings',
        statistic: 'Average',
        comparison: BELOW,
        threshold: 1,
        ...HOUR,
        ...QUIET,
        ...TICKET,
        summary: 'A training of {resource} failed.',
        reason: 'Trainings are rare, so each failure is told. The model that serves is not touched by it.',
        runbook: [
          'Read the log of the training job: data, code or capacity?',
          'Start it again once the cause is known.',
        ],
      },
      {
        id: 'DataQualityLow',
        metric: 'dataQuality',
        statistic: 'Minimum',
        comparison: BELOW,
        threshold: 90,
        ...HOUR,
        ...QUIET,
        ...TICKET,
        summary: 'The data quality score of {resource} is below {threshold}.',
        reason:
          'A model is as good as what it is fed. One low score is enough: scores are emitted a batch, not a request.',
        runbook: ['See which checks of the batch failed.', 'Hold back the training on this batch.'],
      },
      {
        id: 'FeatureImportanceShifted',
        metric: 'importanceShift',
        statistic: 'Maximum',
        comparison: ABOVE,
        threshold: 25,
        ...HOUR,
        ...QUIET,
        ...TICKET,
        summary: 'The importance of a feature of {resource} has shifted by more than {threshold}.',
        reason: 'A quarter is more than trainings on fresh data differ by. One value counts: there is one a training.',
        runbook: ['Compare the newest model with the one before: did a feature vanish or leak the answer?'],
      },
      {
        id: 'ConfidenceLow',
        metric: 'confidence',
        statistic: 'p50',
        comparison: BELOW,
        threshold: 60,
        ...window(300, 3, 3),
        ...QUIET,
        ...TICKET,
        summary: 'Half of the predictions of {resource} have a confidence below {threshold}.',
        reason:
          'The model sees what it was not trained for. A quarter of an hour in a row, because single callers send odd inputs.',
        runbook: ['Compare the inputs with those of yesterday: a new caller, or a broken field?'],
      },
      {
        id: 'PredictionsFail',
        metric: 'faults',
        statistic: 'Average',
        comparison: AT_LEAST,
        threshold: 0.2,
        ...THREE_OF_FIVE_MINUTES,
        ...QUIET,
        ...PAGE,
        summary: '{resource} fails {threshold} of its requests or more.',
        reason:
          'At an objective of 99 % burn rates take 9 minutes to page at a fifth of failures; the endpoint that fails so much ' +
          'is down for many. Three bad minutes of five leave out single failures in quiet hours.',
        runbook: [
          'If it began with a new model or deploy, roll back first.',
          'Look at the endpoint: memory, throttles, a missing model file?',
        ],
      },
    ],
  }),
  meaning: {
    ...HANDLER_MEANING,
    accurate:
      '1 for each evaluation on labelled data in which the accuracy was at least 95 % of the baseline, else 0; as often as ' +
      'labels arrive.',
    drift: 'Percent of the features whose distribution has drifted, each time it is compared with the training data.',
    trainings: '1 for each training that succeeded, 0 for each that failed.',
    dataQuality: 'Percent of the data-quality checks of a batch that passed.',
    importanceShift:
      'Percent by which the importance of the feature that changed most has changed, after each training.',
    confidence: 'Confidence of each prediction in percent.',
  },
  objectives: [
    {
      name: 'InferenceAvailability',
      description: '99 % of the predictions succeed.',
      objective: '99',
      window: '7d',
      tier: 1,
      indicator: REQUESTS_WITHOUT_FAULT,
    },
    {
      name: 'InferenceLatency',
      description: '99 % of the predictions take 500 ms at most.',
      objective: '99',
      window: '7d',
      tier: 2,
      indicator: within('latency', 500),
    },
    {
      name: 'Accuracy',
      description: '95 % of the evaluations find at least 95 % of the accuracy of the baseline.',
      objective: '95',
      window: '30d',
      tier: 2,
      indicator: shareOf('accurate', 'quality'),
      // Labels arrive late and in batches: an hour of them says nothing that cannot wait for the day.
      skip: ['page_fast', 'page_slow'],
      noTelemetry: false,
    },
  ],
};
