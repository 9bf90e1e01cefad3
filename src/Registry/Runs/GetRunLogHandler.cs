using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Runs;

internal sealed class GetRunLogHandler(RegistryReader reader) : IRequestHandler<GetRunLog, IReadOnlyList<RunLogLine>>
{
    private const int MostLines = 5_000;

    public Task<IReadOnlyList<RunLogLine>> Handle(GetRunLog request, CancellationToken cancellationToken) =>
        reader.ReadAsync<IReadOnlyList<RunLogLine>>(
            async context =>
            {
                // Lines are kept in English, with the event or the sentence that they tell of.
                var spoken = UserLanguage.Current != UserLanguage.English;
                var take = Math.Clamp(request.Take, 0, MostLines);
                var own = context.Log.Where(e => e.RunId == request.Run);
                // Before the first line is known, a reader wants the newest ones.
                var lines =
                    request.After < 0
                        ? own.OrderByDescending(e => e.Sequence).Take(take)
                        : own.Where(e => e.Sequence > request.After).OrderBy(e => e.Sequence).Take(take);
                var read = await lines
                    .Select(e => new
                    {
                        e.Sequence,
                        e.Time,
                        e.Kind,
                        e.Text,
                        Json = spoken ? e.Json : null,
                    })
                    .ToListAsync(cancellationToken);
                return
                [
                    .. read.OrderBy(l => l.Sequence).Select(l => new RunLogLine(l.Sequence, l.Time, l.Kind, l.Json is { } json ? Words(json, l.Text) : l.Text)),
                ];
            },
            cancellationToken
        );

    private static string Words(string json, string text) =>
        PrintedRefusal.Read(json) is { } said ? StoredSentence.Read(text, said)
        : RunEventJson.TryRead(json) is { } told ? PlainText.Line(RunEventWords.Describe(told))
        : text;
}
