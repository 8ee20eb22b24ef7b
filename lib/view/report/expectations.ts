import { plain } from '../escape';
import { inOneLine } from '../format';
import { type Html, html } from './html';
import { icon } from './icons';
import type { RehearsalReport, ReportExpectation } from './model';
import { nothing, section } from './section';

/** The scenario's expectations, as lines of the file they stand in. */
export function expectationsSection({ expectations, source }: RehearsalReport): Html {
  const met = expectations.filter((expectation) => expectation.passed).length;
  return section(
    'expectations',
    'Expectations',
    expectations.length > 0
      ? html`${met} of ${expectations.length} met in <code>${plain(source, 200)}</code>.`
      : undefined,
    expectations.length === 0
      ? nothing('The scenario expects nothing, so this run could neither pass nor fail.')
      : html`<ol class="expectations">${expectations.map(line)}</ol>`,
  );
}

function line({ line: number, text, passed, actual }: ReportExpectation): Html {
  return html`<li id="line-${number}" class="${passed ? 'met' : 'unmet'}"><span class="line"><span class="unseen">Line </span>${number}</span><span class="mark">${icon(passed ? 'recovery' : 'cross')}<span class="unseen">${passed ? 'Met' : 'Not met'}</span></span><div><code>${plain(text, 400)}</code>${actual ? html`<p class="actual"><span>${passed ? 'Seen' : 'Instead'}</span> ${plain(inOneLine(actual), 600)}</p>` : ''}</div></li>
`;
}
