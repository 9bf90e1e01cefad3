using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Registry.Callers;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Models;

internal sealed class ListModelsHandler(RegistryReader reader, CurrentCaller caller) : IRequestHandler<ListModels, IReadOnlyList<ModelSummary>>
{
    public Task<IReadOnlyList<ModelSummary>> Handle(ListModels request, CancellationToken cancellationToken) =>
        reader.ReadAsync(context => ReadAsync(context, caller.Value, request.IncludeArchived, cancellationToken), cancellationToken);

    /// <summary>Models by their newest change, those with a champion first.</summary>
    public static async Task<IReadOnlyList<ModelSummary>> ReadAsync(
        RegistryContext context,
        Caller caller,
        bool includeArchived,
        CancellationToken cancellationToken
    )
    {
        var models = await context.Models.VisibleTo(caller).Where(m => includeArchived || !m.IsArchived).ToListAsync(cancellationToken);
        var versions = await VersionRows.ReadAsync(context, context.ModelVersions, cancellationToken);
        var aliases = (await context.ModelAliases.ToListAsync(cancellationToken)).ToLookup(a => a.ModelId);
        return
        [
            .. models
                .Where(m => versions.Contains(m.Id))
                .Select(m =>
                {
                    var own = versions[m.Id].ToList();
                    var named = aliases[m.Id].ToDictionary(a => a.Alias, a => a.Version);
                    var champion = named.TryGetValue(Aliases.Champion, out var number) ? own.Find(v => v.Number == number) : null;
                    var updated = aliases[m.Id].Select(a => a.MovedAt).Append(own[^1].CreatedAt).Max();
                    return new ModelSummary(
                        m.Id,
                        m.Name,
                        m.Description,
                        own.Count,
                        named,
                        own[^1],
                        champion,
                        [.. own.Select(v => v.Primary.Name == own[^1].Primary.Name ? v.PrimaryValue : null)],
                        updated,
                        m.IsArchived
                    );
                })
                .OrderByDescending(m => m.Champion is not null)
                .ThenByDescending(m => m.UpdatedAt),
        ];
    }
}
