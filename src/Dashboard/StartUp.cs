using Microsoft.Extensions.Options;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Dashboard;

/// <summary>What comes before the dashboard starts.</summary>
internal static class StartUp
{
    /// <summary>Reads every section of the settings, before a server is made of them.</summary>
    /// <exception cref="RefusedException">Settings do not fit: all of them are named.</exception>
    public static void CheckSettings(IServiceCollection services)
    {
        using var provider = services.BuildServiceProvider();
        try
        {
            provider.GetService<IStartupValidator>()?.Validate();
        }
        catch (OptionsValidationException e)
        {
            throw new RefusedException(Refusal.OfSentence(string.Join(' ', e.Failures)));
        }
        catch (AggregateException e)
        {
            throw new RefusedException(
                Refusal.OfSentence(string.Join(' ', e.InnerExceptions.OfType<OptionsValidationException>().SelectMany(fault => fault.Failures)))
            );
        }
        catch (InvalidOperationException e)
        {
            // A text where a number is expected: the binder names the setting.
            throw new RefusedException(Refusal.OfSentence(e.Message));
        }
    }

#pragma warning disable RS0030 // There is no logger yet, and the person who starts it reads the terminal.
    public static void Refuse(RefusedException refused) => Console.Error.WriteLine(refused.Message);
#pragma warning restore RS0030
}
