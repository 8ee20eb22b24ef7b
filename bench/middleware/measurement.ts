import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Bundle, bundleCandidate, bundleFile } from './bundle';
import { CANDIDATES, type Candidate, type CandidateName } from './candidates';
import type { Ports, Received } from './daemon';
import { missingWork } from './guard';
import type { Round, Start } from './runtime';
import { ask, lambdaEnvironment, openSandbox, type Sandbox, startOnce } from './sandbox';

export interface Plan {
  /** Process starts of each candidate. */
  readonly starts: number;
  /** Calls of each candidate before its rounds, which are not counted. */
  readonly warmUpCalls: number;
  readonly rounds: number;
  readonly callsPerRound: number;
}

/** All that was measured of one candidate. */
export interface Measurement {
  readonly candidate: Candidate;
  readonly bundle: Bundle;
  readonly starts: Start[];
  readonly rounds: Round[];
  /** Growth of the JavaScript heap over all rounds, garbage collected before and after. */
  heapGrowthBytes: number;
  outputBytesPerCall: number;
  packetsPerCall: number;
}

export type Measurements = Readonly<Record<CandidateName, Measurement>>;

/** One candidate under measurement, and the processes around it. */
interface Subject extends Measurement {
  readonly env: NodeJS.ProcessEnv;
  readonly sandbox: Sandbox;
}

/** Less than this share of the work in the timed calls than in the checked one, and the candidate has stopped working. */
const MIN_SHARE = 0.9;

/**
 * Measures all candidates in turns, so that noise of the machine meets them alike: one start of each, then the next
 * start; one round of calls of each, then the next round. Only one candidate runs at a time.
 */
export async function measure(plan: Plan, folder: string): Promise<Measurements> {
  bundleFile('daemon', folder, 'cjs');
  bundleFile('runtime', folder, 'cjs');
  const names = CANDIDATES.map(({ name }) => name);
  const daemon = fork(join(folder, 'cjs', 'daemon.cjs'), names, { execArgv: [] });
  const subjects: Subject[] = [];
  try {
    const ports = await new Promise<Ports>((ready) => daemon.once('message', (message) => ready(message as Ports)));
    for (const candidate of CANDIDATES) subjects.push(openSubject(candidate, folder, ports));
    for (let start = 0; start < plan.starts; start += 1) {
      for (const { bundle, env, starts } of subjects)
        starts.push(startOnce(join(folder, 'cjs', 'runtime.cjs'), bundle.file, env));
    }
    for (const subject of subjects) await checkWork(subject, daemon);
    await playRounds(subjects, plan);
    for (const subject of subjects) await checkVolume(subject, daemon, plan);
  } finally {
    for (const { sandbox } of subjects) sandbox.stop();
    daemon.disconnect();
  }
  return Object.fromEntries(subjects.map((subject) => [subject.candidate.name, subject])) as unknown as Measurements;
}

function openSubject(candidate: Candidate, folder: string, ports: Ports): Subject {
  const env = lambdaEnvironment(join(folder, 'cjs'), ports[candidate.name] ?? 0);
  const bundle = bundleCandidate(candidate, folder, env);
  const sandbox = openSandbox(join(folder, 'cjs', 'runtime.cjs'), bundle.file, env);
  return {
    candidate,
    bundle,
    env,
    sandbox,
    starts: [],
    rounds: [],
    heapGrowthBytes: 0,
    outputBytesPerCall: 0,
    packetsPerCall: 0,
  };
}

/** Of the cold call and of a warm one. */
async function checkWork(subject: Subject, daemon: ChildProcess): Promise<void> {
  const { candidate, sandbox } = subject;
  for (const call of ['first', 'second']) {
    const before = await received(candidate, daemon);
    const round = await sandbox.play(1);
    const { packets, recent } = await settled(candidate, daemon, before.packets + (candidate.work.annotation ? 1 : 0));
    const output = sandbox.takeOutput();
    const missing = missingWork(
      candidate,
      round,
      output,
      recent.map((packet) => Buffer.from(packet, 'base64')),
    );
    if (missing.length > 0)
      throw new Error(`the ${call} call of '${candidate.name}' lacks ${missing.join('; ')}\n${output}`);
    subject.outputBytesPerCall = Buffer.byteLength(output);
    subject.packetsPerCall = packets - before.packets;
  }
}

async function playRounds(subjects: readonly Subject[], plan: Plan): Promise<void> {
  for (const subject of subjects) {
    await subject.sandbox.play(plan.warmUpCalls);
    subject.heapGrowthBytes -= await subject.sandbox.heapBytes();
  }
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const { sandbox, rounds } of subjects) {
      sandbox.takeOutput();
      rounds.push(await sandbox.play(plan.callsPerRound));
    }
  }
  for (const subject of subjects) subject.heapGrowthBytes += await subject.sandbox.heapBytes();
}

/** What the timed calls wrote and sent, against the checked call. */
async function checkVolume(subject: Subject, daemon: ChildProcess, plan: Plan): Promise<void> {
  const { candidate, sandbox, outputBytesPerCall, packetsPerCall, starts } = subject;
  const calls = plan.warmUpCalls + plan.rounds * plan.callsPerRound + 2 + starts.length;
  const { packets } = await settled(candidate, daemon, packetsPerCall * calls);
  subject.packetsPerCall = packets / calls;
  subject.outputBytesPerCall = Buffer.byteLength(sandbox.takeOutput()) / plan.callsPerRound;
  const fellSilent =
    subject.outputBytesPerCall < outputBytesPerCall * MIN_SHARE || subject.packetsPerCall < packetsPerCall * MIN_SHARE;
  if (!fellSilent) return;
  throw new Error(
    `'${candidate.name}' wrote ${Math.round(outputBytesPerCall)} bytes and sent ${packetsPerCall} packets in the checked ` +
      `call, but ${Math.round(subject.outputBytesPerCall)} and ${subject.packetsPerCall.toFixed(2)} in the timed ones`,
  );
}

function received({ name }: Candidate, daemon: ChildProcess): Promise<Received> {
  return ask<Received>(daemon, name);
}

/** What the daemon has received, once that is as much as expected or a second has passed. */
async function settled(candidate: Candidate, daemon: ChildProcess, packets: number): Promise<Received> {
  for (let attempts = 0; attempts < 20; attempts += 1) {
    const found = await received(candidate, daemon);
    if (found.packets >= packets) return found;
    await wait(50);
  }
  return received(candidate, daemon);
}
