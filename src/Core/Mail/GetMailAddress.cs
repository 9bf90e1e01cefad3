using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Mail;

/// <summary>Where whoever asks is told of mentions and answers; null for nowhere, or where nobody signs in.</summary>
public sealed record GetMailAddress : IRequest<string?>, IGuarded
{
    public Needs Needs => Needs.View();
}
