// Khmer, the words of the frame only; what is missing falls back to English.
import type { Messages } from "./th";

export const km: Partial<Messages> = {
  language: "ភាសា",
  map_label: "ផែនទី",
  close: "បិទ",
  day: "ថ្ងៃ",
  month: "ខែ",
  year: "ឆ្នាំ",
  calendar_be: "ព.ស.",
  calendar_ce: "គ.ស.",
};
