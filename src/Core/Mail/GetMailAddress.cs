using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Mail;

/// <summary>Where whoever asks is told of mentions and answers: empty for nowhere. Null where nobody is mailed: there is no mail server, or nobody signs in.</summary>
public sealed record GetMailAddress : IRequest<string?>, IGuarded
{
    public Needs Needs => Needs.View();
}
