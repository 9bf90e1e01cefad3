namespace MlOpsDashboard.Dashboard.Mail;

internal static class MailServices
{
    /// <summary>Mail, where the settings name a server.</summary>
    public static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(MailOptions.Section);
        if (MailOptions.IsOn(configuration))
            services.AddHostedService<MailSender>();
        else if (section.GetValue<string>(nameof(MailOptions.Host)) is { Length: > 0 })
            services.AddHostedService<NoMail>();
        return services;
    }
}
