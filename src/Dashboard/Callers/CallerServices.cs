using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Dashboard.SignIn;

namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>Who asks: sign-in, the caller of each scope, and the policies of endpoints.</summary>
public static class CallerServices
{
    public static IServiceCollection AddCallers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AccessOptions>().Bind(configuration.GetSection(AccessOptions.Section));
        if (configuration.GetSection(AccessOptions.Section).Get<AccessOptions>()?.Mode == AccessMode.Accounts)
            services.AddSignIn(configuration);
        else
            services.AddAuthentication(LocalSignIn.Name).AddScheme<AuthenticationSchemeOptions, LocalSignIn>(LocalSignIn.Name, null);
        services.AddAuthorization(options =>
        {
            foreach (var permission in Enum.GetValues<Permission>())
                options.AddPolicy(permission.ToString(), policy => policy.AddRequirements(new PermissionRequirement(permission)));
            // An endpoint that says nothing is for nobody who may do less than everything.
            options.FallbackPolicy = options.GetPolicy(nameof(Permission.Administer));
        });
        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        services.TryAddSingleton<ICallers, LocalCallers>();
        services.TryAddScoped<CurrentCaller>();
        services.AddKeys();
        services.AddSingleton(provider => new MediaKeys(provider.GetRequiredService<KeptSecret>().Read("pictures"))).AddScoped<MediaAddress>();
        services.AddScoped<CircuitHandler, CircuitCaller>();
        return services;
    }

    /// <summary>Without sign-in the dashboard listens on the loopback alone.</summary>
    internal static IEnumerable<Refusal> Faults(IConfiguration configuration, AccessOptions options)
    {
        if (options.Mode != AccessMode.Local)
            yield break;
        foreach (var address in ListeningAddresses.From(configuration).Where(address => !ListeningAddresses.IsLoopback(address)))
            yield return new(
                "settings.access.local",
                ("setting", $"{AccessOptions.Section}:{nameof(AccessOptions.Mode)}"),
                ("mode", nameof(AccessMode.Accounts)),
                ("received", address)
            );
    }

    // The key ring lies in the data folder, so that the next process on it reads what this one signed.
    private static void AddKeys(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("MlOpsDashboard");
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<StorageLayout, ILoggerFactory>(
                (options, layout, logs) => options.XmlRepository = new FileSystemXmlRepository(KeptSecret.Folder(layout), logs)
            );
        // It warns of keys that no certificate protects: these lie in a folder that their user alone reads.
        services.AddLogging(logging => logging.AddFilter(typeof(XmlKeyManager).FullName, LogLevel.Error));
        services.AddSingleton<KeptSecret>();
        services.AddSingleton<ISecretProtection, SecretProtection>();
    }

    /// <summary>Before anything that asks who is there.</summary>
    public static WebApplication UseCallers(this WebApplication app)
    {
        // A folder that can't hold the keys is found now, and not by the first page.
        _ = app.Services.GetRequiredService<MediaKeys>();
        app.UseAuthentication();
        app.UseMiddleware<RequestCaller>();
        app.UseAuthorization();
        return app;
    }
}
