using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Mail;

/// <summary>A mail that is to be sent now.</summary>
/// <param name="Name">The same at each attempt: by it a mail that came twice is known as one.</param>
/// <param name="To">An address.</param>
/// <param name="IsMention">Whether the person is mentioned; else somebody answered them.</param>
/// <param name="By">Who wrote the comment.</param>
/// <param name="About">"run 12".</param>
/// <param name="Text">The comment, as it is now.</param>
/// <param name="Path">Where it is shown, within the dashboard.</param>
/// <param name="Attempts">That failed.</param>
public sealed record DueMail(long Id, string Name, string To, bool IsMention, string By, Refusal About, string Text, string Path, int Attempts);
