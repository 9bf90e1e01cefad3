using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.People;

/// <summary>Accounts as ASP.NET Core Identity keeps them, in the registry's database.</summary>
internal static class PeopleServices
{
    private const int MostFailures = 5;
    private static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(5);

    public static void AddPeople(this IServiceCollection services)
    {
        services.TryAddScoped(provider => provider.GetRequiredService<IDbContextFactory<RegistryContext>>().CreateDbContext());
        services
            .AddIdentityCore<Person>(options =>
            {
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                (options.Lockout.MaxFailedAccessAttempts, options.Lockout.DefaultLockoutTimeSpan) = (MostFailures, LockedFor);
                // PasswordRules says what is wrong with one.
                (options.Password.RequiredLength, options.Password.RequiredUniqueChars) = (PasswordRules.Least, 1);
                (options.Password.RequireDigit, options.Password.RequireLowercase) = (false, false);
                (options.Password.RequireUppercase, options.Password.RequireNonAlphanumeric) = (false, false);
                options.User.AllowedUserNameCharacters = "";
            })
            .AddEntityFrameworkStores<RegistryContext>();
        services.AddScoped<IAccounts, Accounts>();
        services.AddSingleton<IAccessTokens, AccessTokens>();
    }
}
