using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Mail;
using MlOpsDashboard.Registry.ForYou;
using MlOpsDashboard.Registry.Mail;

namespace MlOpsDashboard.Registry.Discussion;

/// <summary>Comments, and what waits for whom.</summary>
internal static class DiscussionServices
{
    public static void AddDiscussion(this IServiceCollection services)
    {
        services.TryAddSingleton(MailSwitch.Off);
        services.AddSingleton<MailQueue>();
        services.AddSingleton<IPatchStore, PatchStore>();
        services.AddSingleton<IMailOutbox, MailOutbox>();
        services.AddScoped<IForYouSource, CommentsForYou>().AddScoped<IForYouSource, FailedRunsForYou>().AddScoped<IForYouSource, ReviewsForYou>();
    }
}
