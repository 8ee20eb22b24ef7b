import { playHalf } from './half';

playHalf();
