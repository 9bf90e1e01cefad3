using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Text;
using MlOpsDashboard.Registry.Configurations;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Models;

internal sealed class GetModelHandler(RegistryReader reader) : IRequestHandler<GetModel, ModelDetails?>
{
    public Task<ModelDetails?> Handle(GetModel request, CancellationToken cancellationToken) =>
        reader.ReadAsync<ModelDetails?>(
            async context =>
            {
                var key = request.Name.Trim().ToLowerInvariant();
                // Names from before they were composed are found as they are.
                var model = await FindAsync(context, UnicodeForm.ToNfc(key), cancellationToken) ?? await FindAsync(context, key, cancellationToken);
                if (model is null)
                    return null;
                var versions = await VersionRows.ReadAsync(context, context.ModelVersions.Where(v => v.ModelId == model.Id), cancellationToken);
                return new(
                    model.Id,
                    model.Name,
                    model.Description,
                    model.IsArchived,
                    model.Revision,
                    model.AliasList.ToDictionary(a => a.Alias, a => a.Version),
                    [.. versions[model.Id].OrderByDescending(v => v.Number)]
                );
            },
            cancellationToken
        );

    private static Task<RegisteredModel?> FindAsync(RegistryContext context, string key, CancellationToken cancellationToken) =>
        context
            .Models.Include(m => m.AliasList)
            .SingleOrDefaultAsync(m => EF.Property<string>(m, RegisteredModelConfiguration.NameKey) == key, cancellationToken);
}
