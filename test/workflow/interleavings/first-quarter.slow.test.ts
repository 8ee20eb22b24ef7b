import { playQuarter } from './quarter';

playQuarter();
