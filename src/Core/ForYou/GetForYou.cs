using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.ForYou;

/// <summary>What waits for the caller, of the last <see cref="Days"/> days.</summary>
public sealed record GetForYou : IRequest<ForYouList>, IGuarded
{
    public const int Days = 60;

    public Needs Needs => Needs.View();
}
