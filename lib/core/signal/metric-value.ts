/** No value is further from zero: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const MAX_METRIC_VALUE = 2 ** 360;
