using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Registry.Persistence.Sqlite;

namespace MlOpsDashboard.Registry.Behaviors;

/// <summary>Turns what a person can do something about (bad input met deep down, a busy or full database) into a refused outcome.</summary>
internal sealed class RefusalBehavior<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    private static readonly Func<string, TResponse>? Refuse = Refusing();

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        try
        {
            return await next();
        }
        catch (Exception e) when (Refuse is not null && Sentence(e) is not null)
        {
            return Refuse(Sentence(e)!);
        }
    }

    private static string? Sentence(Exception e) => e is RefusedException or TimeoutException ? e.Message : SqliteDatabase.Sentence(e);

    private static Func<string, TResponse>? Refusing()
    {
        var type = typeof(TResponse);
        if (type == typeof(Outcome)) return sentence => (TResponse)(object)Outcome.Refused(sentence);
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Outcome<>)) return null;
        return type.GetMethod(nameof(Outcome.Refused), [typeof(string)])!.CreateDelegate<Func<string, TResponse>>();
    }
}
