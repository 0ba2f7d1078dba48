// Moments of sessions and accounts in words, in Bangkok's time and the reader's calendar.
import { era, lang } from "../../state/view";
import { fullDate } from "../../time/format";
import { bangkokClock, bangkokDate } from "../../time/period";

export const dayInWords = (at: string) => fullDate(bangkokDate(at), lang.value, era.value);
export const momentInWords = (at: string) => `${dayInWords(at)} ${bangkokClock(at)}`;
