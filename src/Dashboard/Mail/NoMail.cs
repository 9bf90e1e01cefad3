namespace MlOpsDashboard.Dashboard.Mail;

/// <summary>Says at the start why nobody is mailed though there is a server.</summary>
internal sealed class NoMail(ILogger<NoMail> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        logger.LogWarning("No mail is sent: Mail:PublicAddress is not set, and a mail without a link to the dashboard helps nobody");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
