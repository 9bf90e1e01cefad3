using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Mail;

/// <summary>A mail that is to be sent now.</summary>
/// <param name="Name">The same at each attempt: by it a mail that came twice is known as one.</param>
/// <param name="To">An address.</param>
/// <param name="By">Who wrote the comment, asked for the review, or changed the account.</param>
/// <param name="About">"run 12"; of an account, the whole sentence.</param>
/// <param name="Text">The comment, as it is now, or the reason of the request; of an account empty.</param>
/// <param name="Path">Where it is shown, within the dashboard.</param>
/// <param name="Attempts">That failed.</param>
public sealed record DueMail(long Id, string Name, string To, MailKind Kind, string By, Refusal About, string Text, string Path, int Attempts);
