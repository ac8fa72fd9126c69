/** The renderer's only door: requests and events of the contract. No channel name, no Node, nothing else passes. */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from "electron";
import { EVENT_CHANNEL, INVOKE_CHANNEL, type Bridge } from "../../src-shared/ipc/bridge.ts";
import type { EventFrame, Reply } from "../../src-shared/ipc/contract.ts";

const bridge: Bridge = {
  request: (command, input) => ipcRenderer.invoke(INVOKE_CHANNEL, command, input) as Promise<Reply>,
  onEvent: (listener) => {
    const wrapped = (_event: IpcRendererEvent, frame: EventFrame): void => {
      listener(frame);
    };
    ipcRenderer.on(EVENT_CHANNEL, wrapped);
    return () => {
      ipcRenderer.off(EVENT_CHANNEL, wrapped);
    };
  },
};

contextBridge.exposeInMainWorld("mimik", bridge);
