using MediatR;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Models;

internal sealed class ListHistoryHandler(RegistryReader reader) : IRequestHandler<ListHistory, IReadOnlyList<ActivityLine>>
{
    public Task<IReadOnlyList<ActivityLine>> Handle(ListHistory request, CancellationToken cancellationToken) =>
        reader.ReadAsync(
            context =>
                ListActivityHandler.ReadAsync(
                    context.Activity.Where(e => e.ObjectKind == request.Of.Kind && e.ObjectId == request.Of.Id),
                    request.Take,
                    cancellationToken
                ),
            cancellationToken
        );
}
