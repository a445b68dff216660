const channelName = "celadon-erased";

/** One for the page: a channel hears what others of its name say, also those of the same page, but not itself. */
let channel: BroadcastChannel | undefined;

/** Tell the other tabs of this page that everything is being erased, so that none of them brings anything back. */
export function tellErasure(): void {
  channel ??= new BroadcastChannel(channelName);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is no window
  channel.postMessage(null);
}

/** Be told that another tab is erasing everything. */
export function hearErasure(heard: () => void): void {
  channel ??= new BroadcastChannel(channelName);
  channel.addEventListener("message", heard, { once: true });
}
