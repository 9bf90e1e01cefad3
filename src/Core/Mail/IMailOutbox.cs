namespace MlOpsDashboard.Core.Mail;

/// <summary>Mails that are still to be sent. They are stored with what they tell of, and stay until they were handed over or given up.</summary>
public interface IMailOutbox
{
    /// <summary>Those that are due, oldest first. What nobody is to be told any more is taken away: the comment is withdrawn, or the person has no address, was
    /// closed, or does not see it any more.</summary>
    Task<IReadOnlyList<DueMail>> DueAsync(int take, CancellationToken cancellationToken);

    /// <summary>It was handed over, or is given up.</summary>
    Task RemoveAsync(long mail, CancellationToken cancellationToken);

    /// <summary>It failed, and is due again after a while.</summary>
    Task PostponeAsync(long mail, TimeSpan wait, CancellationToken cancellationToken);
}
