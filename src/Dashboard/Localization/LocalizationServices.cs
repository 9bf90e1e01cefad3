using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Localization;
using MlOpsDashboard.Core.Localization;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Localization;

/// <summary>Which language a page speaks: what the switch in the navigation chose (a cookie), else the first that the browser asks for and that is here, else
/// English.</summary>
public static class LocalizationServices
{
    public static IServiceCollection AddTexts(this IServiceCollection services)
    {
        services.AddLocalization();
        services.Replace(
            ServiceDescriptor.Singleton<IStringLocalizerFactory>(provider => new TextLocalizerFactory(
                ActivatorUtilities.CreateInstance<ResourceManagerStringLocalizerFactory>(provider)
            ))
        );
        services.AddTransient<MudLocalizer, MudBlazorTexts>();
        return services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SetDefaultCulture(UserLanguage.English).AddSupportedCultures([.. Tags]).AddSupportedUICultures([.. Tags]);
            options.RequestCultureProviders = [new CookieRequestCultureProvider(), new CustomRequestCultureProvider(OfBrowser)];
        });
    }

    private static IEnumerable<string> Tags => UserLanguage.All.Select(l => l.Tag);

    // Any Chinese is better served with this one than with English.
    private static Task<ProviderCultureResult?> OfBrowser(HttpContext context)
    {
        var asked = context
            .Request.GetTypedHeaders()
            .AcceptLanguage.OrderByDescending(l => l.Quality ?? 1)
            .Select(l => UserLanguage.Find(l.Value.Value))
            .FirstOrDefault(l => l is not null);
        return Task.FromResult(asked is null ? null : new ProviderCultureResult(asked));
    }
}
