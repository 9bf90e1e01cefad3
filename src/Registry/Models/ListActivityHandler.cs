using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Callers;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Models;

internal sealed class ListActivityHandler(RegistryReader reader, CurrentCaller caller) : IRequestHandler<ListActivity, IReadOnlyList<ActivityLine>>
{
    private const int Most = 1_000;

    public Task<IReadOnlyList<ActivityLine>> Handle(ListActivity request, CancellationToken cancellationToken) =>
        reader.ReadAsync(context => ReadAsync(context.Activity.VisibleTo(caller.Value), request.Take, cancellationToken), cancellationToken);

    public static async Task<IReadOnlyList<ActivityLine>> ReadAsync(IQueryable<ActivityEntry> entries, int take, CancellationToken cancellationToken) =>
        [
            .. (
                await entries
                    .OrderByDescending(e => e.Id)
                    .Take(Math.Clamp(take, 0, Most))
                    .Select(e => new
                    {
                        e.Time,
                        e.Actor,
                        e.Action,
                        e.Sentence,
                        e.Said,
                        e.Reason,
                        e.OnBehalfOf,
                    })
                    .ToListAsync(cancellationToken)
            ).Select(e => new ActivityLine(e.Time, e.Actor, e.Action, StoredSentence.Read(e.Sentence, e.Said), e.Reason) { OnBehalfOf = e.OnBehalfOf }),
        ];
}
