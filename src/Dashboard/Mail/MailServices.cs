using MlOpsDashboard.Registry;

namespace MlOpsDashboard.Dashboard.Mail;

internal static class MailServices
{
    /// <summary>Mail and its settings; it is sent where they name a server.</summary>
    public static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(MailOptions.Section);
        services.AddOptions<MailOptions>().Bind(section).Check(MailOptions.Faults);
        if (MailOptions.IsOn(configuration))
            services.AddHostedService<MailSender>();
        else if (section.GetValue<string>(nameof(MailOptions.Host)) is { Length: > 0 })
            services.AddHostedService<NoMail>();
        return services;
    }
}
