// A thread of ticket-workers.ts: takes jobs and sends answers, and keeps nothing.
import { parentPort } from "node:worker_threads";
import { ProtocolError } from "../../protocol/index.ts";
import { openSodiumGroup } from "./sodium-group.ts";
import { doTicketJob, type TicketAnswer, type TicketJob } from "./ticket-job.ts";

const group = await openSodiumGroup();

function answerTo(number: number, job: TicketJob): TicketAnswer {
  try {
    return { number, result: doTicketJob(job, group) };
  } catch (error) {
    const code = error instanceof ProtocolError ? error.code : null;
    return { number, code, message: error instanceof Error ? error.message : String(error) };
  }
}

const port = parentPort!;
port.on("message", ({ number, job }: { number: number; job: TicketJob }) => {
  port.postMessage(answerTo(number, job), []);
});
