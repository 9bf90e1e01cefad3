using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.ForYou;
using MlOpsDashboard.Registry.Discussion;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.ForYou;

/// <summary>What waits for the caller, and what they have read of it.</summary>
internal sealed class ForYouHandlers(RegistryReader reader, RegistryWriter writer, IEnumerable<IForYouSource> sources, CurrentCaller caller, TimeProvider time)
    : IRequestHandler<GetForYou, ForYouList>,
        IRequestHandler<MarkRead, Outcome>,
        IRequestHandler<MarkAllRead, Outcome>
{
    private const int Most = 100;
    private const int LongestKey = 100;

    // More marks than there can be things to show; beyond, the oldest go.
    private const int MostMarks = 2000;

    public Task<ForYouList> Handle(GetForYou request, CancellationToken cancellationToken)
    {
        var asked = caller.Value;
        return reader.ReadAsync(
            async context =>
            {
                var marks = await context.ReadMarks.Where(m => m.User == asked.User).ToDictionaryAsync(m => m.Item, m => m.At, cancellationToken);
                var all = marks.GetValueOrDefault(ReadMarkRow.All, DateTimeOffset.MinValue);
                var items = new List<ForYouItem>();
                var since = time.GetUtcNow().AddDays(-GetForYou.Days);
                foreach (var source in sources)
                    items.AddRange(await source.FindAsync(context, asked, since, Most, cancellationToken));
                items = items
                    .OrderByDescending(item => item.At)
                    .ThenBy(item => item.Key, StringComparer.Ordinal)
                    .Take(Most)
                    .Select(item => item with { IsRead = item.At <= all || marks.ContainsKey(item.Key) })
                    .ToList();
                return new ForYouList(items, items.Count(item => !item.IsRead));
            },
            cancellationToken
        );
    }

    public async Task<Outcome> Handle(MarkRead request, CancellationToken cancellationToken)
    {
        var item = PlainText.Name(request.Item, "words.text.item", LongestKey);
        if (!item.IsDone || item.Value == ReadMarkRow.All)
            return item.IsDone ? Outcome.Refused(new("foryou.item", ("received", ReadMarkRow.All))) : item;
        return await MarkAsync(item.Value!, null, cancellationToken);
    }

    public Task<Outcome> Handle(MarkAllRead request, CancellationToken cancellationToken) => MarkAsync(ReadMarkRow.All, request.Until, cancellationToken);

    private Task<Outcome> MarkAsync(string item, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var user = caller.Value.User;
        return writer.WriteAsync(
            async unit =>
            {
                var marks = unit.Context.ReadMarks;
                // Nothing that is yet to come can have been read.
                var at = until is { } wanted && wanted < unit.Now ? wanted : unit.Now;
                if (await marks.SingleOrDefaultAsync(m => m.User == user && m.Item == item, cancellationToken) is { } known)
                    known.At = known.At > at ? known.At : at;
                else
                    marks.Add(
                        new()
                        {
                            User = user,
                            Item = item,
                            At = at,
                        }
                    );
                if (item == ReadMarkRow.All)
                    await marks.Where(m => m.User == user && m.Item != ReadMarkRow.All && m.At <= at).ExecuteDeleteAsync(cancellationToken);
                else if (await marks.CountAsync(m => m.User == user, cancellationToken) > MostMarks)
                    await marks
                        .Where(m => m.User == user && m.Item != ReadMarkRow.All)
                        .OrderBy(m => m.At)
                        .Take(MostMarks / 10)
                        .ExecuteDeleteAsync(cancellationToken);
                return Outcome.Done;
            },
            cancellationToken
        );
    }
}
