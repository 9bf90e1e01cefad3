using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Registry.ForYou;

namespace MlOpsDashboard.Registry.Discussion;

/// <summary>Comments, and what waits for whom.</summary>
internal static class DiscussionServices
{
    public static void AddDiscussion(this IServiceCollection services)
    {
        services.TryAddSingleton(MailSwitch.Off);
        services.AddSingleton<IPatchStore, PatchStore>();
        services.AddScoped<IForYouSource, CommentsForYou>().AddScoped<IForYouSource, FailedRunsForYou>().AddScoped<IForYouSource, ReviewsForYou>();
    }
}
