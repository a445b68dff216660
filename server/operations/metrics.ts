import { cosignatureVerifier, intervalSeconds, parseUtc, ticketPurpose } from "../../protocol/index.ts";
import { unusualHours } from "../authority/unusual.ts";
import { hourOf } from "../clock.ts";
import { servedHead } from "../cosigning/served-checkpoint.ts";
import { peersOf } from "../mirror/aging.ts";
import { pausedFor } from "../publishing/pause.ts";
import { nowOf, type World } from "../world.ts";
import type { Metric, Sample } from "./prometheus.ts";

/** Memory is told in steps of so many bytes: what one request takes does not show. */
const memoryStepBytes = 16 * 1024 * 1024;

/**
 * All that an operator's monitoring may know. What the public list tells anyway is told as it is now; what depends on who
 * asked for what is told of whole periods, after their batch is closed. Real reports and decoys are one number: the server
 * answers both with 204 and counts by route and status alone.
 */
export async function metricsOf(world: World): Promise<readonly Metric[]> {
  return [
    ...(await batchMetrics(world)),
    ...(await logMetrics(world)),
    ...(await peerMetrics(world)),
    ...(await claimMetrics(world)),
    ...loadMetrics(world),
  ];
}

async function batchMetrics(world: World): Promise<readonly Metric[]> {
  const now = nowOf(world);
  const newest = await world.store.batches.newest();
  const { sunset } = await world.region.newestManifest();
  return [
    counter("celadon_batches_total", "Batches closed since the region was made.", [
      { value: newest === null ? 0 : newest.number + 1 },
    ]),
    gauge("celadon_batch_age_seconds", "Since the period of the newest batch began.", [
      { value: newest === null ? 0 : now - newest.periodStart },
    ]),
    gauge("celadon_batch_period_seconds", "From one batch to the next, as configured.", [
      { value: world.periodSeconds },
    ]),
    gauge("celadon_publishing_paused", "Whether staff have paused publishing.", [
      { value: (await pausedFor(world.store.log)) === null ? 0 : 1 },
    ]),
    gauge("celadon_sunset_remaining_seconds", "Until the region's sunset; negative past it.", [
      { value: parseUtc(sunset) - now },
    ]),
  ];
}

async function logMetrics({ store, region }: World): Promise<readonly Metric[]> {
  const manifest = await region.newestManifest();
  const shown = await servedHead(store.log, manifest);
  const sizes = new Map<string, number>();
  for (const { witness, size } of await store.log.cosignatures()) {
    sizes.set(witness, Math.max(size, sizes.get(witness) ?? 0));
  }
  return [
    gauge("celadon_log_entries", "Entries of the log.", [{ value: (await store.log.head())?.size ?? 0 }]),
    gauge("celadon_log_shown_entries", "Entries under the checkpoint that devices get.", [
      { value: shown.size },
    ]),
    gauge("celadon_log_cosignatures", "Cosignatures of that checkpoint.", [
      { value: shown.cosignatures.length },
    ]),
    gauge("celadon_log_quorum", "Cosignatures that the newest manifest demands.", [
      { value: manifest.quorum },
    ]),
    gauge(
      "celadon_witness_cosigned_entries",
      "Entries of the log that a witness of the newest manifest has cosigned.",
      manifest.witnesses.map((vkey) => ({
        labels: { witness: cosignatureVerifier(vkey).name },
        value: sizes.get(vkey) ?? 0,
      })),
    ),
  ];
}

async function peerMetrics(world: World): Promise<readonly Metric[]> {
  const { mirror } = world.store;
  const peers = await Promise.all(
    (await peersOf(world)).map(async ({ root }) => {
      const head = await mirror.head(root);
      const closed = head === null ? undefined : (await mirror.closings(root)).get(head.batches - 1);
      return { labels: { peer: root.slice(0, 16) }, isMirrored: head !== null, closed };
    }),
  );
  return [
    gauge(
      "celadon_peer_mirrored",
      "Whether anything of a peer can be shown.",
      peers.map(({ labels, isMirrored }) => ({ labels, value: isMirrored ? 1 : 0 })),
    ),
    gauge(
      "celadon_peer_batch_age_seconds",
      "Since the closing interval of the newest batch that is mirrored of a peer began.",
      peers.flatMap(({ labels, closed }) =>
        closed === undefined ? [] : [{ labels, value: nowOf(world) - closed * intervalSeconds }],
      ),
    ),
  ];
}

/** Only from many claim codes on, used or wrong: one or two an hour could be one person's. */
async function claimMetrics(world: World): Promise<readonly Metric[]> {
  const hour = hourOf(nowOf(world));
  const unusual = unusualHours(await world.store.hourlyCounts.since(0), hour - 1, hour);
  return [
    gauge(
      "celadon_claims_unusual",
      "Whether many more claim codes are used than is usual at this time of the day.",
      Object.entries(ticketPurpose).map(([name, purpose]) => ({
        labels: { purpose: name },
        value: unusual.some((each) => each.purpose === purpose) ? 1 : 0,
      })),
    ),
    gauge(
      "celadon_claim_code_guessing",
      "Whether somebody is trying claim codes: many wrong ones within an hour.",
      [{ value: (await world.wrongCodeCounts.isGuessing(nowOf(world))) ? 1 : 0 }],
    ),
  ];
}

function loadMetrics({ requests, load }: World): readonly Metric[] {
  const closed = load.closed();
  const each = (value: (of: NonNullable<typeof closed>) => Sample[]): Sample[] =>
    closed ? value(closed) : [];
  return [
    counter(
      "celadon_requests_total",
      "Requests answered, by route and class of status, up to the newest batch.",
      requests.totals(),
    ),
    counter(
      "celadon_cpu_seconds_total",
      "Processor time, up to the newest batch.",
      each(({ cpuSeconds }) => [{ value: cpuSeconds }]),
    ),
    gauge(
      "celadon_connections_peak",
      "Connections open at once at most, in the period before the newest batch.",
      each(({ connectionsPeak }) => [{ value: connectionsPeak }]),
    ),
    gauge(
      "celadon_event_loop_delay_seconds",
      "How long work waited for other work, in the period before the newest batch.",
      each(({ delaySeconds: { median, high, max } }) => [
        { labels: { quantile: "0.5" }, value: median },
        { labels: { quantile: "0.99" }, value: high },
        { labels: { quantile: "1" }, value: max },
      ]),
    ),
    gauge("process_resident_memory_bytes", "Memory of the process, in steps of 16 MiB.", [
      { value: Math.ceil(process.memoryUsage.rss() / memoryStepBytes) * memoryStepBytes },
    ]),
    gauge("process_start_time_seconds", "When the process started, in Unix seconds.", [
      { value: Math.floor(Date.now() / 1000 - process.uptime()) },
    ]),
  ];
}

function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, type: "counter", help, samples };
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, type: "gauge", help, samples };
}
