using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Mail;

/// <summary>Where whoever asks wants to be told of mentions and answers.</summary>
/// <param name="Address">Empty for nowhere.</param>
public sealed record SetMailAddress(string Address) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.View();
}
